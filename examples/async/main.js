// What the page does: it streams text through a component and shows it as it comes.
import { upper } from './app/upper.js';

const name = document.querySelector('#name');
const greeting = document.querySelector('#greeting');

async function show(bytes) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of await upper(bytes)) {
    text += decoder.decode(chunk, { stream: true });
    greeting.value = text;
  }
}

name.addEventListener('input', () => show(new TextEncoder().encode(name.value)));
const { body } = await fetch('./text.txt');
await show(body);
