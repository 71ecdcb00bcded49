// The element that has the focus: what it is, which part of the page it is in, and what hides it from the eye.
() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const box = e.getClientRects()[0] ?? new DOMRect();
  // The middle of what is in the window, and in the region that scrolls by itself: a table may be taller and wider.
  const region = e.parentElement?.closest('[role="region"][tabindex="0"]')?.getBoundingClientRect();
  const middle = (from, to, start, end) => (Math.max(from, start) + Math.min(to, end)) / 2;
  const top = document.elementFromPoint(
    middle(box.left, box.right, Math.max(0, region?.left ?? 0), Math.min(innerWidth, region?.right ?? innerWidth)),
    middle(box.top, box.bottom, Math.max(0, region?.top ?? 0), Math.min(innerHeight, region?.bottom ?? innerHeight)),
  );
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
