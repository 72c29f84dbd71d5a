// Starts the page, or says in one sentence why it can't work here. A plain script: it also runs where modules don't.

const obstacle =
  location.protocol === "file:"
    ? "Browsers don't run this page from a file. Open it from a web server: python -m http.server -d out/demo 8000"
    : typeof WebAssembly !== "object" || typeof DecompressionStream !== "function"
      ? "This browser can't run the networks: it lacks WebAssembly or DecompressionStream. A current Chrome, Edge, Firefox or Safari has both."
      : null;

if (obstacle) {
  document.getElementById("result").textContent = obstacle;
  document.getElementById("progress").hidden = true;
} else {
  const script = document.createElement("script");
  script.type = "module";
  script.src = "main.js";
  document.head.append(script);
}
