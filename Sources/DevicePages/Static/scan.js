// Looks for QR codes in what the camera sees and in pictures that are chosen, dropped or pasted. The app on this
// machine reads them: nothing is sent elsewhere.
"use strict";

const camera = document.getElementById("camera");
const spoken = document.getElementById("scan-said");
const SIDE = 640;
let isOver = false;

function tell(text) {
    spoken.textContent = text;
    spoken.hidden = !text;
}

async function ask(path, body) {
    const headers = { "X-Form-Token": document.querySelector("meta[name=form-token]").content };
    const response = await fetch(path, { method: "POST", headers, body, redirect: "manual" });
    if (!response.ok) return {};
    return response.json();
}

function follow(answer) {
    if (answer.message) tell(answer.message);
    if (!answer.next) return;
    isOver = true;
    location.assign(answer.next);
}

function lightness(canvas, context) {
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const bytes = new Uint8Array(canvas.width * canvas.height);
    for (let i = 0; i < bytes.length; i += 1) {
        bytes[i] = (data[4 * i] * 77 + data[4 * i + 1] * 151 + data[4 * i + 2] * 28) >> 8;
    }
    return bytes;
}

async function look() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    camera.srcObject = stream;
    await camera.play();
    camera.hidden = false;
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    while (!isOver) {
        const scale = Math.min(1, SIDE / Math.max(camera.videoWidth, camera.videoHeight));
        canvas.width = Math.round(camera.videoWidth * scale);
        canvas.height = Math.round(camera.videoHeight * scale);
        if (canvas.width && canvas.height) {
            context.drawImage(camera, 0, 0, canvas.width, canvas.height);
            const path = `/scan/frame?width=${canvas.width}&height=${canvas.height}`;
            follow(await ask(path, lightness(canvas, context)));
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
    for (const track of stream.getTracks()) track.stop();
}

async function read(file) {
    if (!file) return;
    tell("");
    const answer = await ask("/scan/picture", file);
    if (!answer.next && !answer.message) answer.message = document.getElementById("picture").dataset.nothing;
    follow(answer);
}

document.getElementById("picture").addEventListener("change", (event) => read(event.target.files[0]));
document.addEventListener("paste", (event) => read(event.clipboardData.files[0]));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
    event.preventDefault();
    read(event.dataTransfer.files[0]);
});

look().catch(() => {
    document.getElementById("no-camera").hidden = false;
});
