// Makes the pages nicer where scripts run; every page works without.
(() => {
    "use strict";

    // Times in the time zone of whoever looks, in the language of the page; a date stays on one line.
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    for (const time of document.querySelectorAll("time[datetime]")) {
        const date = new Date(time.dateTime);
        if (!Number.isNaN(date.getTime())) {
            time.title = time.textContent;
            time.textContent = format.format(date).replace(/ (?=.*[0-9]{4})/g, "\u00A0");
        }
    }

    // A form is sent once.
    for (const form of document.forms) {
        form.addEventListener("submit", (event) => {
            if (form.dataset.sent) event.preventDefault();
            form.dataset.sent = "yes";
        });
    }
    addEventListener("pageshow", () => {
        for (const form of document.forms) delete form.dataset.sent;
    });

    // An answer that an application wants as a form goes on at once.
    document.querySelector("form[data-go]")?.submit();

    // While a device is asked: look every second whether it has answered.
    const waiting = document.querySelector("[data-state]");
    if (waiting) {
        const look = async () => {
            try {
                const answer = await fetch(waiting.dataset.state, { credentials: "same-origin", cache: "no-store" });
                if (!answer.ok || !(await answer.json()).pending) {
                    location.replace(waiting.dataset.next);
                    return;
                }
            } catch {
                // The network comes back, or the person goes on without.
            }
            setTimeout(look, 1000);
        };
        setTimeout(look, 1000);
    }
})();
