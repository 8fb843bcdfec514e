// Runs `start` once on every part of a module that is in the page or comes into it later.
export function onEach(module, start) {
  const seen = new WeakSet();
  const look = (scope) => {
    for (const part of scope.querySelectorAll(`[data-module="${module}"]`)) {
      if (seen.has(part)) continue;
      seen.add(part);
      start(part);
    }
  };
  look(document);
  document.body.addEventListener("htmx:load", (event) => look(event.target.parentElement ?? document));
}

// The data of a part: a block of JSON that the server wrote into the page.
export function dataOf(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export function element(name, classes, words) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (words !== undefined) made.textContent = words;
  return made;
}
