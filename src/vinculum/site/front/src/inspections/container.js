// Container numbers (ISO 6346), checked where there is no server: the same rule as vinculum.marks.container.
const SHAPE = /^[A-Z]{3}[UJZ]\d{7}$/;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."0123456789"];
const NUMBERS = Array.from({ length: 29 }, (_, at) => at + 10).filter((number) => number % 11 !== 0);
const VALUES = new Map([...DIGITS.map((digit) => [digit, Number(digit)]), ...LETTERS.map((letter, at) => [letter, NUMBERS[at]])]);
const ALLOWED = [LETTERS, LETTERS, LETTERS, ["U", "J", "Z"], ...Array(7).fill(DIGITS)];
const MOST = 6;

export function fold(text) {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

export function isContainer(number) {
  if (!SHAPE.test(number)) return false;
  const sum = [...number.slice(0, 10)].reduce((told, letter, at) => told + VALUES.get(letter) * 2 ** at, 0);
  return ((sum % 11) % 10) === Number(number[10]);
}

// Numbers one character away that pass: where a character does not fit its place, only that one is changed. What is read last is
// misread most: digits come before the letters of the owner, which officers know, the check digit first.
export function repairs(number) {
  if (number.length !== 11 || isContainer(number)) return [];
  const wrong = [...number].findIndex((letter, at) => !ALLOWED[at].includes(letter));
  const places = wrong >= 0 ? [wrong] : [...number].map((_, at) => number.length - 1 - at);
  const changed = places.flatMap((at) => ALLOWED[at].map((letter) => number.slice(0, at) + letter + number.slice(at + 1)));
  const exchanged = [...number.slice(0, 10)].map((letter, at) => number.slice(0, at) + number[at + 1] + letter + number.slice(at + 2));
  return [...new Set([...changed, ...exchanged])].filter((one) => one !== number && isContainer(one)).slice(0, MOST);
}
