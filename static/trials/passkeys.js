/* Passkeys are offered only where the browser knows them, and what goes wrong with one is told on the page. */
"use strict";
{
  const failed = document.getElementById("passkey-failed");
  document.getElementById("passkey").hidden = !window.PublicKeyCredential;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failed.setAttribute("role", "alert");
    failed.hidden = false;
  });
}
