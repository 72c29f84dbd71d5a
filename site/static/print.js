// A printed page cannot be clicked: it shows the answers that are folded away on the screen.
addEventListener("beforeprint", () => {
    for (const answer of document.querySelectorAll("article details:not([open])")) {
        answer.open = true;
        addEventListener("afterprint", () => { answer.open = false; }, { once: true });
    }
});
