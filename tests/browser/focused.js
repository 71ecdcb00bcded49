// The element that has the focus: what it is, which part of the page it is in, and what hides it from the eye.
() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const box = e.getClientRects()[0] ?? new DOMRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const part = e.closest(".ds-skip-link, header, form, main, footer");
  const faults = [];
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) faults.push("has no outline");
  if (box.width < 2 || box.height < 2) faults.push("has no size");
  else if (!e.contains(top)) faults.push("is covered or out of the window");
  return {
    element: e.outerHTML.slice(0, 100),
    isPage: e === document.body,
    part: part ? part.tagName.toLowerCase() : "",
    faults,
  };
}
