// On every page: GOV.UK components, HTMX under a strict Content-Security-Policy, and nothing that a page needs to be read.
import { initAll } from "govuk-frontend";
import htmx from "htmx.org";
import { forgetKey } from "./inspections/store.js";

htmx.config.includeIndicatorStyles = false; // the policy refuses style elements; site.css has these rules
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold personal data: none is left in the browser's storage
htmx.config.refreshOnHistoryMiss = true;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
htmx.onLoad((part) => {
  if (part !== document.body) initAll({ scope: part });
});

// A request that failed says so where people and screen readers find it: the page's notice, or the end of the page.
function tell(words) {
  const notice = document.querySelector("[data-notice]") ?? document.querySelector("main");
  const line = document.createElement("p");
  line.className = "app-failed govuk-body";
  line.setAttribute("role", "alert");
  line.textContent = words;
  notice.querySelector(".app-failed")?.remove();
  notice.prepend(line);
}
document.body.addEventListener("htmx:sendError", () => tell("The server cannot be reached. Check the connection and try again."));
document.body.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  tell(status === 403 ? "You may not do this, or your session has ended. Load the page again." : "That did not work. Load the page again and repeat it.");
});

// A filter form sends itself when a choice changes, where the page asks for that; its button does the same without scripts.
document.body.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-send-on-change]");
  if (form) form.requestSubmit();
});

// The letter "/" goes to the search box, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("[data-search-box]");
  if (!box) return;
  event.preventDefault();
  box.focus();
});

// Who signs out locks the drafts of inspections that lie on this device: its key goes before the session does.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!/\/account\/(logout\/|sign-out-everywhere)$/.test(new URL(form.action, location.href).pathname) || form.dataset.locked) return;
  event.preventDefault();
  form.dataset.locked = "yes";
  forgetKey().finally(() => form.submit());
});
