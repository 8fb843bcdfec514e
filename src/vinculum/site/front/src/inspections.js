// The form of inspections where there may be no signal: kept on the device as it is written, sent when the server can be reached.
import { element, onEach } from "./parts.js";
import { faultsOf, Form } from "./inspections/form.js";
import { DRAFT, forgetOldSent, hello, REFUSED, send, SENT, WAITING } from "./inspections/queue.js";
import { draftOf, draftsOf, dropDraft, heldKey, keepDraft, keepKey } from "./inspections/store.js";

const SECONDS_BETWEEN_TRIES = 20;
const WORDS = { [DRAFT]: "Being written", [WAITING]: "Waiting to be sent", [REFUSED]: "Refused", [SENT]: "Sent" };
const COLOURS = { [DRAFT]: "govuk-tag--grey", [WAITING]: "govuk-tag--yellow", [REFUSED]: "govuk-tag--red", [SENT]: "govuk-tag--green" };

class Device {
  constructor(section) {
    this.section = section;
    this.signal = section.querySelector("[data-signal]");
    this.list = section.querySelector("[data-drafts]");
    const form = document.querySelector('[data-module="app-inspection"]');
    this.form = form ? new Form(form, () => this.later()) : null;
    this.writing = Promise.resolve();
    section.hidden = false;
  }

  async begin() {
    await this.greet();
    if (this.form) await this.beginForm();
    await this.show();
    this.send();
    addEventListener("online", () => this.greet().then(() => this.send()));
    addEventListener("offline", () => this.say());
    setInterval(() => this.pending && this.greet().then(() => this.send()), SECONDS_BETWEEN_TRIES * 1000);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keep());
    document.documentElement.dataset.device = "ready";
  }

  // Ask who is signed in, and take up their key; without an answer, go on as whoever was signed in here last.
  async greet() {
    this.server = navigator.onLine ? await hello(this.section.dataset.hello) : null;
    const held = await heldKey();
    if (this.server?.key && held?.person !== String(this.server.person)) {
      this.own = await keepKey(this.server.person, this.server.name, this.server.key);
    } else this.own = held;
    // Whose page this is, the server said when it wrote it; nobody else's drafts are shown on it.
    const person = this.section.dataset.person;
    if (person && this.own && this.own.person !== person) this.own = null;
    if (this.form) this.form.own = this.own;
    this.say();
  }

  say() {
    const { signIn, purpose } = this.section.dataset;
    const here = encodeURIComponent(location.pathname + location.search);
    this.signal.replaceChildren();
    if (!this.own) this.signal.append("Drafts on this device are locked. Sign in once with a signal to open yours, or to write without one.");
    else if (!navigator.onLine || this.server === null) this.signal.append(`No signal. What you write stays on this device, ${this.own.called}, until it can be sent.`);
    else if (this.server.denied) this.signal.append("You may not record inspections any more. What you wrote stays on this device.");
    else if (!this.server.person) this.link("Your session has ended. What you wrote stays on this device.", "Sign in to send it", `${signIn}?next=${here}`);
    else if (!this.server.purpose) this.link("Say first what you are doing this for.", "Give the purpose", `${purpose}?next=${here}`);
    else if (!this.server.may) this.link(`What you do this for (${this.server.purpose}) is not the recording of inspections.`, "Change the purpose", `${purpose}?next=${here}`);
    else this.signal.append(`Signed in as ${this.server.name}. What is ready is sent at once.`);
  }

  link(words, title, href) {
    const link = element("a", "govuk-link", title);
    link.href = href;
    this.signal.append(`${words} `, link);
  }

  async beginForm() {
    const { form } = this.form;
    form.querySelector("[data-send]").disabled = !this.own;
    if (!this.own) return;
    const named = location.hash.slice(1);
    const draft = named ? await draftOf(this.own, named) : null;
    if (draft && draft.state !== SENT) await this.openDraft(draft);
    else this.fresh();
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("data-add-vehicle")) return;
      event.preventDefault();
      this.finish();
    });
  }

  // A number of its own for a form without one, and the hour of this device, in UTC.
  fresh() {
    const { elements } = this.form.form;
    if (!elements.uuid.value) elements.uuid.value = crypto.randomUUID();
    if (!elements.opened_at.value) elements.opened_at.value = new Date().toISOString().slice(0, 16);
  }

  async openDraft(draft) {
    await this.form.write(this.own, draft);
    if (draft.state === REFUSED) {
      // Somebody was first: what is sent now is a correction of what they sent.
      if (draft.held > draft.after) {
        this.form.form.elements.after.value = draft.held;
        this.form.askWhy(true);
      }
      this.form.tell(draft.faults.length ? draft.faults : [{ field: "", sentence: draft.why }]);
    }
    history.replaceState(null, "", `#${draft.uuid}`);
  }

  told(state) {
    const { elements } = this.form.form;
    const after = Number(elements.after.value);
    return { uuid: elements.uuid.value, state, after, reason: elements.reason?.value ?? "", saved: new Date().toISOString(), document: this.form.read(), photos: this.form.photos.filter((photo) => this.form.keeps(photo)), why: "", faults: [] };
  }

  // At once, not when the typing pauses: a telephone may close the page in the middle of a word.
  later() {
    this.unkept = true;
    if (!this.busy) this.keep();
  }

  // Write down what stands in the form. One writing after the other, so that the last one is what stays.
  keep(state = DRAFT) {
    if (!this.own || !this.form || (!this.unkept && state === DRAFT)) return this.writing;
    this.unkept = false;
    this.busy = true;
    const draft = this.told(state);
    history.replaceState(null, "", `#${draft.uuid}`);
    this.writing = this.writing
      .then(() => keepDraft(this.own, draft))
      .then(() => this.show())
      .finally(() => {
        this.busy = false;
        if (this.unkept) this.keep();
      });
    return this.writing;
  }

  async finish() {
    const draft = this.told(WAITING);
    const faults = faultsOf(draft.document, draft.after, draft.reason);
    this.form.tell(faults);
    this.unkept = true;
    await this.keep(faults.length ? DRAFT : WAITING);
    if (faults.length) return;
    this.clear();
    this.section.scrollIntoView();
    this.list.querySelector("h2")?.focus();
    await this.greet();
    await this.send();
  }

  // An empty form for the next box.
  clear() {
    const { form } = this.form;
    form.reset();
    for (const field of form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea")) field.value = "";
    for (const field of form.querySelectorAll("select")) field.selectedIndex = 0;
    form.querySelectorAll("input[name=held]").forEach((held) => held.closest(".govuk-checkboxes").remove());
    for (const name of ["uuid", "lead", "reason"]) if (form.elements[name]) form.elements[name].value = "";
    form.elements.after.value = 0;
    form.querySelector("[data-vehicles]").replaceChildren();
    for (const place of ["[data-photos]", "[data-repairs]", "[data-seals]"]) form.querySelector(place).replaceChildren();
    document.querySelector("[data-server-faults]")?.remove();
    this.form.photos = [];
    this.form.askWhy(false);
    this.unkept = false;
    history.replaceState(null, "", location.pathname);
    this.fresh();
  }

  async send() {
    if (!this.own || !this.server?.may || String(this.server.person) !== this.own.person) return;
    await send(this.own, { to: this.section.dataset.sendTo, token: this.server.token }, () => this.show());
    await forgetOldSent(this.own);
    await this.show();
  }

  async show() {
    const drafts = this.own ? await draftsOf(this.own) : [];
    this.pending = drafts.some((draft) => draft.state === WAITING);
    this.list.replaceChildren();
    if (!drafts.length) {
      if (!this.form && this.own) this.list.append(element("p", "govuk-inset-text", "Nothing of yours lies on this device."));
      return;
    }
    const title = element("h2", "govuk-heading-m", "On this device");
    title.tabIndex = -1;
    const list = element("ul", "app-device__list");
    list.append(...drafts.map((draft) => this.row(draft)));
    this.list.append(title, list);
  }

  row(draft) {
    const row = element("li");
    row.dataset.state = draft.state;
    const name = draft.document.container_no || "Box without a number yet";
    row.append(element("strong", "app-mark", name), " ", element("strong", `govuk-tag ${COLOURS[draft.state]}`, WORDS[draft.state]));
    if (draft.state === SENT) {
      const link = element("a", "govuk-link", `Inspection ${draft.reference}`);
      link.href = `${this.section.dataset.inspections}/of/${draft.reference}`;
      row.append(" ", link);
      return row;
    }
    const photos = draft.photos.filter((photo) => !photo.held).length;
    row.append(element("p", "app-aside", `Written ${draft.saved.slice(0, 16).replace("T", " ")} UTC${photos ? `, ${photos} photo${photos > 1 ? "s" : ""}` : ""}`));
    if (draft.why) row.append(element("p", "govuk-body", draft.why));
    const acts = element("div", "app-actions");
    const open = element("a", "govuk-link", draft.state === REFUSED ? "Mend it" : "Open it");
    open.href = `${this.section.dataset.form}#${draft.uuid}`;
    open.setAttribute("aria-label", `${open.textContent}: ${name}`);
    open.addEventListener("click", async (event) => {
      if (!this.form) return;
      event.preventDefault();
      await this.keep();
      await this.openDraft(await draftOf(this.own, draft.uuid));
      document.getElementById("form-title").scrollIntoView();
      this.form.form.elements.container_no.focus();
    });
    const drop = element("button", "app-device__drop", "Throw it away");
    drop.type = "button";
    drop.setAttribute("aria-label", `Throw it away: ${name}`);
    drop.addEventListener("click", async () => {
      // Asked for twice: what lies here alone cannot be brought back.
      if (!drop.dataset.sure) {
        drop.dataset.sure = "yes";
        drop.textContent = "Throw it away for good";
        drop.setAttribute("aria-label", `Throw it away for good: ${name}`);
        return;
      }
      await dropDraft(draft.uuid);
      if (this.form?.form.elements.uuid.value === draft.uuid) this.clear();
      await this.show();
    });
    acts.append(open, drop);
    row.append(acts);
    return row;
  }
}

async function keepForm(address) {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(address, { scope: "/inspections/" });
  // Asked for, so that a full device does not clear what was not sent.
  await navigator.storage?.persist?.();
}

onEach("app-device", (section) => {
  const device = new Device(section);
  device.begin().catch((error) => console.error(error));
  keepForm(section.dataset.worker).catch((error) => console.warn(error));
});
