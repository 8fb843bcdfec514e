// Makes the maps of a page move: shapes from this site, points with links, tracks, layers. Without it the drawing of the server stands.
import * as L from "leaflet/dist/leaflet-src.esm.js";
import { dataOf, element, onEach } from "./parts.js";

const MOST_MARKERS = 400; // above this, points are drawn on a canvas; the table reaches every one by keyboard
const NEAREST = 12;
const SHAPES = "shapes"; // the pane under everything that a page puts on the map
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function popupOf(point) {
  const box = element("div");
  const title = point.href ? element("a", "govuk-link", point.title) : element("strong", "", point.title);
  if (point.href) title.href = point.href;
  box.append(title);
  for (const words of [point.group, point.certainty, point.at]) {
    if (words) box.append(element("div", "app-map__aside", words));
  }
  return box;
}

function markerOf(point) {
  const icon = L.divIcon({
    className: `app-map__marker app-map__marker--${point.style}`,
    html: element("span", "", point.label),
    iconSize: [26, 26],
  });
  return L.marker([point.lat, point.lon], { icon, title: point.title, alt: `${point.label}: ${point.title}`, riseOnHover: true });
}

// A canvas knows no style sheet: its colours are asked for by name.
function dotOf(point, renderer) {
  const named = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const fillColor = named(`group-${point.style}`) || named("quiet");
  return L.circleMarker([point.lat, point.lon], { renderer, radius: 5, weight: 1, color: named("paper"), fillColor, fillOpacity: 1 });
}

function layersOf({ points, tracks }) {
  const layers = new Map();
  for (const track of tracks) {
    const line = L.featureGroup([
      L.polyline(track.positions, { className: "app-map__track-edge", interactive: false }),
      L.polyline(track.positions, { className: `app-map__track app-map__track--${track.style}` }).bindPopup(element("div", "", track.name)),
    ]);
    layers.set(`Track: ${track.name}`, line);
  }
  const canvas = points.length > MOST_MARKERS ? L.canvas({ padding: 0.3 }) : null;
  for (const point of points) {
    if (!layers.has(point.group)) layers.set(point.group, L.featureGroup());
    const marker = canvas ? dotOf(point, canvas) : markerOf(point);
    marker.bindPopup(popupOf(point), { autoPan: !calm }).addTo(layers.get(point.group));
  }
  return layers;
}

async function shapesFrom(url) {
  const answer = await fetch(url, { headers: { accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`The shapes of the map did not come: ${answer.status}`);
  const { features } = await answer.json();
  const area = (layer, name) =>
    L.geoJSON(features.filter(({ properties }) => properties.layer === layer), { interactive: false, pane: SHAPES, style: { className: `app-map__${name}` } });
  const ports = L.geoJSON(
    features.filter(({ properties }) => properties.layer === "port"),
    {
      pointToLayer: ({ properties }, place) =>
        L.circleMarker(place, { radius: 4, className: "app-map__port", interactive: true }).bindTooltip(properties.name, {
          className: "app-map__name",
          direction: "right",
          offset: [6, 0],
          permanent: false,
        }),
    },
  );
  return { land: area("abroad", "abroad"), forces: area("force", "force"), ports };
}

// The switches are GOV.UK check boxes above the map: they work by keyboard and say their state.
function switchesFor(place, map, layers, name) {
  const group = element("fieldset", "govuk-fieldset");
  group.append(element("legend", "govuk-visually-hidden", "Layers of the map"));
  const list = element("div", "govuk-checkboxes govuk-checkboxes--small app-map__switches");
  for (const [number, [title, layer]] of [...layers].entries()) {
    const item = element("div", "govuk-checkboxes__item");
    const box = element("input", "govuk-checkboxes__input");
    box.type = "checkbox";
    box.id = `${name}-layer-${number}`;
    box.checked = map.hasLayer(layer);
    box.addEventListener("change", () => (box.checked ? layer.addTo(map) : layer.remove()));
    const label = element("label", "govuk-label govuk-checkboxes__label", title);
    label.htmlFor = box.id;
    item.append(box, label);
    list.append(item);
  }
  group.append(list);
  place.replaceChildren(group);
}

async function draw(figure) {
  const place = figure.querySelector("[data-drawing]");
  if (!place) return;
  const data = dataOf(figure.dataset.points);
  const shapes = await shapesFrom(figure.dataset.shapesUrl);
  const layers = layersOf(data);
  const box = element("div", "app-map__live");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `${figure.querySelector("figcaption").textContent}: map. Arrow keys move it, plus and minus zoom.`);
  place.replaceChildren(box);
  const map = L.map(box, {
    attributionControl: false,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    maxZoom: NEAREST,
    minZoom: 4,
    scrollWheelZoom: false,
    zoomAnimation: !calm,
    zoomSnap: 0.5,
  });
  map.createPane(SHAPES);
  const everything = L.featureGroup([...layers.values()]).getBounds();
  map.fitBounds(everything.pad(0.15), { maxZoom: 9, animate: false });
  for (const layer of [shapes.land, shapes.forces, ...layers.values(), shapes.ports]) layer.addTo(map);
  const [tracks, groups] = [[...layers].filter(([name]) => name.startsWith("Track: ")), [...layers].filter(([name]) => !name.startsWith("Track: "))];
  switchesFor(
    figure.querySelector("[data-layers]"),
    map,
    new Map([...groups, ...tracks, ["Force areas", shapes.forces], ["Ports", shapes.ports]]),
    figure.id,
  );
}

onEach("app-map", (figure) => {
  // The drawing of the server stays where the shapes cannot be had.
  draw(figure).catch((error) => console.error(error));
});
