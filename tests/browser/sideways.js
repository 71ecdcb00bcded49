// What does not fit the window, each kind of element once: it sticks out to the right, or holds text that is cut off.
() => {
  const root = document.documentElement;
  const width = root.clientWidth;
  const name = (e) => [e.tagName.toLowerCase(), ...e.classList].join(".");
  const isClipped = (style) => style.clipPath !== "none" || style.clip !== "auto";
  const isForEarsAlone = (e) => e && (isClipped(getComputedStyle(e)) || isForEarsAlone(e.parentElement));
  const sticksOut = (e) => e.getBoundingClientRect().right > width + 1;
  const isCutOff = (e) =>
    getComputedStyle(e).overflow !== "visible" &&
    (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  // A wide table may lie in a region of its own that the keyboard reaches and scrolls.
  const isInOwnRegion = (e) => e.closest('[role="region"][tabindex="0"]') !== null;
  const misfits = new Set();
  if (root.scrollWidth > width) misfits.add(`the page is ${root.scrollWidth} px wide in ${width}`);
  for (const e of document.body.querySelectorAll(":not(svg, svg *, option, input, select)")) {
    if (!e.checkVisibility() || isForEarsAlone(e) || isInOwnRegion(e)) continue;
    if (sticksOut(e) && ![...e.children].some(sticksOut)) misfits.add(`${name(e)} sticks out`);
    if (isCutOff(e)) misfits.add(`${name(e)} is cut off`);
  }
  return [...misfits];
}
