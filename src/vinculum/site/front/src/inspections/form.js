// The form as a document, and back: the same document that a plain form of the page makes on the server.
import { element } from "../parts.js";
import { fold, isContainer, repairs } from "./container.js";
import { dropPhoto, keepPhoto, photoOf } from "./store.js";

const OF_THE_PAGE = new Set(["csrfmiddlewaretoken", "uuid", "after", "reason", "another", "photos", "held"]);
const VEHICLE = /^vehicle-(\d+)-(\w+)$/;
const KINDS = ["image/jpeg", "image/png", "image/webp"];

function utc(text) {
  return text ? `${text.slice(0, 16)}:00Z` : "";
}

export class Form {
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    this.blank = form.querySelector("template[data-vehicle]");
    this.photos = [];
    for (const held of form.querySelectorAll("input[name=held]")) {
      this.photos.push({ uuid: held.value, caption: held.dataset.caption, held: true });
      held.addEventListener("change", () => this.changed());
    }
    form.querySelector("[data-add-vehicle]").addEventListener("click", (event) => {
      event.preventDefault();
      this.addVehicle().querySelector("select, input").focus();
      this.changed();
    });
    form.querySelector("[name=photos]").addEventListener("change", (event) => this.addPhotos(event.target));
    form.elements.container_no.addEventListener("change", () => this.checkContainer());
    for (const name of ["seal_found", "seal_declared"]) form.elements[name].addEventListener("change", () => this.checkSeals());
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
  }

  get vehicles() {
    return [...this.form.querySelectorAll("[data-one-vehicle]")];
  }

  addVehicle() {
    const number = this.vehicles.length;
    const copy = this.blank.content.cloneNode(true);
    for (const part of copy.querySelectorAll("*")) {
      for (const { name, value } of [...part.attributes]) {
        if (value.includes("__n__")) part.setAttribute(name, value.replaceAll("__n__", number));
      }
      if (part.childElementCount === 0) part.textContent = part.textContent.replaceAll("__number__", number + 1);
    }
    this.form.querySelector("[data-vehicles]").append(copy);
    if (number + 1 >= Number(this.form.dataset.mostVehicles)) this.form.querySelector("[data-add-vehicle]").hidden = true;
    return this.vehicles.at(-1);
  }

  // What stands in the form, as it is sent.
  read() {
    const document = {};
    const vehicles = new Map();
    for (const [name, value] of new FormData(this.form)) {
      const part = VEHICLE.exec(name);
      if (part) {
        if (!vehicles.has(part[1])) vehicles.set(part[1], {});
        vehicles.get(part[1])[part[2]] = value;
      } else if (!OF_THE_PAGE.has(name) && !name.startsWith("caption-")) document[name] = value;
    }
    document.opened_at = utc(document.opened_at);
    document.arrests = Number.parseInt(document.arrests || "0", 10) || 0;
    for (const name of ["lift_gbp", "storage_gbp"]) document[name] = document[name] || null;
    document.vehicles = [...vehicles.values()]
      .filter((vehicle) => Object.values(vehicle).some((value) => value.trim()))
      .map((vehicle) => ({ ...vehicle, vins: vehicle.vins.split(/\s+/).filter(Boolean), value_gbp: vehicle.value_gbp || null }));
    document.photos = this.photos.filter((photo) => this.keeps(photo)).map(({ uuid, caption }) => ({ uuid, caption: caption ?? "" }));
    return document;
  }

  keeps(photo) {
    return !photo.held || this.form.querySelector(`input[name=held][value="${photo.uuid}"]`)?.checked !== false;
  }

  async write(own, draft) {
    const { elements } = this.form;
    for (const [name, value] of Object.entries(draft.document)) {
      if (["vehicles", "photos"].includes(name) || !elements[name]) continue;
      elements[name].value = name === "opened_at" ? value.slice(0, 16) : (value ?? "");
    }
    elements.uuid.value = draft.uuid;
    elements.after.value = draft.after;
    if (elements.reason) elements.reason.value = draft.reason ?? "";
    this.askWhy(draft.after > 0);
    this.form.querySelector("[data-vehicles]").replaceChildren();
    for (const [number, vehicle] of draft.document.vehicles.entries()) {
      this.addVehicle();
      for (const [name, value] of Object.entries(vehicle)) {
        elements[`vehicle-${number}-${name}`].value = name === "vins" ? value.join("\n") : (value ?? "");
      }
    }
    this.photos = draft.photos;
    await this.showPhotos(own);
    this.checkContainer();
    this.checkSeals();
  }

  askWhy(needed) {
    this.form.querySelector("[data-reason]")?.toggleAttribute("hidden", !needed);
  }

  checkContainer() {
    const place = this.form.querySelector("[data-repairs]");
    const number = fold(this.form.elements.container_no.value);
    place.replaceChildren();
    if (!number || isContainer(number)) return;
    place.append(element("p", "govuk-body-s", `${number} fails the check of container numbers. Look at the box again, or say below why it stands there like this.`));
    const list = element("div", "app-actions");
    for (const one of repairs(number)) {
      const button = element("button", "govuk-button govuk-button--secondary", `It is ${one}`);
      button.type = "button";
      button.addEventListener("click", () => {
        this.form.elements.container_no.value = one;
        this.checkContainer();
        this.changed();
        this.form.elements.container_no.focus();
      });
      list.append(button);
    }
    if (list.childElementCount) place.append(list);
  }

  checkSeals() {
    const place = this.form.querySelector("[data-seals]");
    const [declared, found] = ["seal_declared", "seal_found"].map((name) => fold(this.form.elements[name].value));
    place.replaceChildren();
    if (declared && found && declared !== found) place.append(element("p", "app-notice app-notice--conflict", "The seal on the box is another than the one declared. Photograph it before you cut it."));
  }

  async addPhotos(input) {
    const own = this.own;
    const room = Number(this.form.dataset.mostPhotos) - this.photos.length;
    const most = Number(this.form.dataset.mostBytes);
    const wrong = [];
    for (const [number, file] of [...input.files].entries()) {
      if (number >= room) wrong.push(`${file.name}: there are as many photos as there may be.`);
      else if (!KINDS.includes(file.type)) wrong.push(`${file.name} is no photo in JPEG, PNG or WebP.`);
      else if (file.size > most) wrong.push(`${file.name} is larger than ${Math.floor(most / 1024 / 1024)} MB.`);
      else {
        const uuid = crypto.randomUUID();
        await keepPhoto(own, uuid, this.form.elements.uuid.value, file);
        this.photos.push({ uuid, caption: "", name: file.name });
      }
    }
    input.value = "";
    await this.showPhotos(own);
    this.tell(wrong.map((sentence) => ({ field: "photos", sentence })));
    this.changed();
  }

  async showPhotos(own) {
    const list = this.form.querySelector("[data-photos]");
    list.replaceChildren();
    for (const [number, photo] of this.photos.entries()) {
      if (photo.held) continue;
      const row = element("li");
      const picture = document.createElement("canvas");
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", `Photo ${number + 1}${photo.name ? `, ${photo.name}` : ""}`);
      photoOf(own, photo.uuid).then((blob) => blob && draw(picture, blob));
      const label = element("label", "govuk-label", `Photo ${number + 1} shows (optional)`);
      const caption = element("input", "govuk-input");
      caption.id = label.htmlFor = `caption-${photo.uuid}`;
      caption.name = `caption-${photo.uuid}`;
      caption.maxLength = 200;
      caption.value = photo.caption ?? "";
      caption.addEventListener("input", () => (photo.caption = caption.value));
      const leave = element("button", "govuk-button govuk-button--secondary", `Leave photo ${number + 1} out`);
      leave.type = "button";
      leave.addEventListener("click", async () => {
        this.photos = this.photos.filter((one) => one !== photo);
        await dropPhoto(photo.uuid);
        await this.showPhotos(own);
        this.changed();
        this.form.elements.photos.focus();
      });
      row.append(picture, label, caption, leave);
      list.append(row);
    }
  }

  // Says what is wrong above the form, with links to the fields; takes the words away where nothing is.
  tell(faults) {
    const place = this.form.querySelector("[data-faults]");
    place.replaceChildren();
    if (!faults.length) return;
    const summary = element("div", "govuk-error-summary");
    summary.tabIndex = -1;
    const box = element("div");
    box.setAttribute("role", "alert");
    box.append(element("h2", "govuk-error-summary__title", "There is a problem"));
    const list = element("ul", "govuk-list govuk-error-summary__list");
    for (const { field, sentence } of faults) {
      const line = element("li");
      const at = this.form.elements[field];
      if (at?.id) {
        const link = element("a", "", sentence);
        link.href = `#${at.id}`;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          at.focus();
        });
        line.append(link);
      } else line.textContent = sentence;
      list.append(line);
    }
    box.append(list);
    summary.append(box);
    place.append(summary);
    summary.focus();
  }
}

async function draw(canvas, blob) {
  try {
    const picture = await createImageBitmap(blob, { resizeWidth: 160 });
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
  } catch {
    canvas.hidden = true; // bytes that no browser draws are told of when they are sent
  }
}

// What can be known to be wrong without a server; everything else is told by it.
export function faultsOf(document, after, reason) {
  const faults = [];
  const needed = { container_no: "Enter the number of the container.", opened_at: "Enter when the box was opened.", place: "Choose the port.", basis: "Choose why the box was chosen.", result: "Choose what came of it." };
  for (const [field, sentence] of Object.entries(needed)) if (!document[field]) faults.push({ field, sentence });
  const number = fold(document.container_no);
  if (number && !isContainer(number) && !document.container_reason) faults.push({ field: "container_no", sentence: `${number} is no container number. Correct it, or say why it stands on the box like this.` });
  for (const [at, vehicle] of document.vehicles.entries()) if (!vehicle.standing) faults.push({ field: `vehicle-${at}-standing`, sentence: `Vehicle ${at + 1}: say whether it is stolen.` });
  if (after > 0 && !reason.trim()) faults.push({ field: "reason", sentence: "Say why it is put right." });
  return faults;
}
