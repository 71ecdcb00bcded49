/* Names for what select2 builds: the box of an autocomplete and the field one searches in are called as the label of
   the field they stand for. select2 4 calls them by what is chosen, so an empty one has no name. */
"use strict";
{
  const $ = django.jQuery;

  // Inside the page's main part: beside it, a list would be in no landmark.
  $.fn.select2?.defaults.set("dropdownParent", "#content-start");

  const labelOf = (select) => {
    const label = select.labels[0];
    if (label && !label.id) label.id = `${select.id}_label`;
    return label;
  };

  const name = (select) => {
    const label = labelOf(select);
    const container = select.nextElementSibling;
    if (!label || !container?.classList.contains("select2-container")) return;
    const box = container.querySelector(".select2-selection");
    const shown = container.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", shown.id ? `${label.id} ${shown.id}` : label.id);
    if (shown.id) shown.setAttribute("aria-labelledby", label.id);
    container.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  };

  const nameAll = (root) => root.querySelectorAll("select.admin-autocomplete").forEach(name);

  // The chooser with two lists gives a name to a sign that has no role; it builds itself on load, before this.
  const mendChoosers = () =>
    document.querySelectorAll(".search-label-icon").forEach((sign) => sign.setAttribute("role", "img"));

  $(() => nameAll(document));
  window.addEventListener("load", mendChoosers);
  document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)));
  $(document).on("select2:open", (event) => {
    const label = labelOf(event.target);
    const field = document.querySelector(".select2-container--open .select2-search__field");
    if (label) field?.setAttribute("aria-labelledby", label.id);
    const box = document.querySelector(".select2-container--open [role=combobox]");
    box?.setAttribute("aria-controls", box.getAttribute("aria-owns"));
    // jQuery 3.6 keeps the focus from the field in the list that just opened.
    field?.focus();
  });
}
