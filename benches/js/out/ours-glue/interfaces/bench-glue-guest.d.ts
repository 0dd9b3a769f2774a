/// <reference lib="esnext.disposable" />
/**
 * Interface `bench:glue/guest`.
 * @module
 */

export interface User {
  id: bigint,
  name: string,
  age: number,
}

export type Shape = ShapeCircle | ShapeSquare | ShapeNone;
export type ShapeCircle = { tag: 'circle', val: number };
export type ShapeSquare = { tag: 'square', val: number };
export type ShapeNone = { tag: 'none' };

export class Counter {
  constructor(start: number);
  inc(by: number): number;
  [Symbol.dispose](): void;
}

export function add(a: number, b: number): number;

export function echoString(text: string): string;

export function echoBytes(bytes: Uint8Array): Uint8Array;

export function echoUser(user: User): User;

export function echoUsers(users: Array<User>): Array<User>;

export function echoShape(shape: Shape): Shape;

/** @throws {ComponentError<string>} */
export function check(n: number): number;

export function callAddOne(times: number): number;

export function callTake(times: number): number;

/** What a function throws whose result is an error. */
export interface ComponentError<E> extends Error {
  readonly payload: E;
}
export {};
