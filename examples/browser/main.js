// What the page does: it shows what a component says to the name that is typed in.
import { greet } from './app/greeter.js';

const name = document.querySelector('#name');
const greeting = document.querySelector('#greeting');
const show = () => {
  greeting.value = greet(name.value);
};
name.addEventListener('input', show);
show();
