// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { Menu } from "../src/menu";
import { click, doing, drawn, find, pointer, press, storeOf, texts } from "./drawn";

function opened(onOpen?: () => void) {
  const [one, two, three] = [vi.fn(), vi.fn(), vi.fn()];
  const items = [
    { label: "One", act: one },
    { label: "Two", hint: "not now", disabled: true, act: two },
    { label: "Three", hint: "later", act: three },
  ];
  const [store] = storeOf({});
  const root = drawn(store, () => <Menu label="Things" items={items} {...(onOpen && { onOpen })} />);
  return { root, opener: find(root, "button"), acts: { one, two, three } };
}

const focused = (): string => document.activeElement?.textContent ?? "";

test("a menu is closed until its button is pressed, and says so", async () => {
  const asked = vi.fn();
  const { root, opener } = opened(asked);
  expect(opener.getAttribute("aria-expanded")).toBe("false");
  expect(root.querySelector("[role=menu]")).toBeNull();
  await click(opener);
  expect(opener.getAttribute("aria-expanded")).toBe("true");
  expect(texts(root, "[role=menuitem]")).toEqual(["One", "Twonot now", "Threelater"]);
  expect(asked).toHaveBeenCalledTimes(1);
  await click(opener);
  expect(root.querySelector("[role=menu]")).toBeNull();
  expect(asked).toHaveBeenCalledTimes(1);
});

test("arrows go round the items that can be chosen, Home and End to the ends", async () => {
  const { root, opener } = opened();
  await click(opener);
  expect(focused()).toBe("One");
  const walked: string[] = [];
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"]) {
    await press(document.activeElement!, key);
    walked.push(focused());
  }
  expect(walked).toEqual(["Threelater", "One", "Threelater", "One", "Threelater"]);
  expect(texts(root, "[tabindex='0'][role=menuitem]")).toEqual([]);
});

test("Escape closes and gives the focus back; the notebook hears nothing of it", async () => {
  const { root, opener } = opened();
  const heard = vi.fn();
  document.body.addEventListener("keydown", heard);
  await click(opener);
  await press(document.activeElement!, "Escape");
  document.body.removeEventListener("keydown", heard);
  expect(root.querySelector("[role=menu]")).toBeNull();
  expect(document.activeElement).toBe(opener);
  expect(heard).not.toHaveBeenCalled();
});

test("an item is done once, and the menu is gone", async () => {
  const { root, opener, acts } = opened();
  await click(opener);
  await click(root.querySelectorAll("[role=menuitem]")[2]!);
  expect(acts.three).toHaveBeenCalledTimes(1);
  expect(acts.one).not.toHaveBeenCalled();
  expect(root.querySelector("[role=menu]")).toBeNull();
});

test("what cannot be chosen is told apart and does nothing", async () => {
  const { root, opener, acts } = opened();
  await click(opener);
  const item = root.querySelectorAll<HTMLButtonElement>("[role=menuitem]")[1]!;
  expect(item.disabled).toBe(true);
  await doing(() => item.click());
  expect(acts.two).not.toHaveBeenCalled();
});

test("a press elsewhere closes it, one inside does not", async () => {
  const { root, opener } = opened();
  await click(opener);
  await pointer(find(root, "[role=menuitem]"), "pointerdown");
  expect(root.querySelector("[role=menu]")).not.toBeNull();
  await pointer(document.body, "pointerdown");
  expect(root.querySelector("[role=menu]")).toBeNull();
});
