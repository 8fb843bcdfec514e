// Makes the charts of a page answer to the pointer. The still drawing and the table are there before and without this.
import { Error as LogErrors, parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import { dataOf, element, onEach } from "./parts.js";

// Vega's own tooltip writes a style attribute, which the Content-Security-Policy refuses; this one sets its place through the CSSOM.
function tooltipIn(figure) {
  const box = element("div", "app-chart__tip");
  box.hidden = true;
  figure.append(box);
  return (_view, event, _item, value) => {
    box.hidden = value === null || value === undefined || value === "";
    if (box.hidden) return;
    const rows = Object.entries(value).map(([name, words]) => {
      const row = element("div");
      row.append(element("span", "app-chart__tip-name", name), element("span", "", String(words)));
      return row;
    });
    box.replaceChildren(...rows);
    const room = figure.getBoundingClientRect();
    const left = Math.min(event.clientX - room.left + 14, room.width - box.offsetWidth - 4);
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${event.clientY - room.top + 14}px`;
  };
}

async function draw(figure) {
  const place = figure.querySelector("[data-drawing]");
  if (!place) return;
  const { spec } = compile(dataOf(figure.dataset.spec));
  const drawing = element("div", "app-chart__live");
  // The expressions are read as a tree and walked: nothing is evaluated as code.
  const view = new View(parse(spec, {}, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: drawing,
    hover: true,
    tooltip: tooltipIn(figure),
    logLevel: LogErrors,
  });
  place.replaceChildren(drawing);
  await view.runAsync();
  new ResizeObserver(() => view.resize().runAsync()).observe(drawing);
}

onEach("app-chart", draw);
