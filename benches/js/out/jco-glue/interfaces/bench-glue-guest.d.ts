/** @module Interface bench:glue/guest **/
export function add(a: number, b: number): number;
export function echoString(text: string): string;
export function echoBytes(bytes: Uint8Array): Uint8Array;
export function echoUser(user: User): User;
export function echoUsers(users: Array<User>): Array<User>;
export function echoShape(shape: Shape): Shape;
export function check(n: number): number;
export function callAddOne(times: number): number;
export function callTake(times: number): number;
export interface User {
  id: bigint,
  name: string,
  age: number,
}
export type Shape = ShapeCircle | ShapeSquare | ShapeNone;
export interface ShapeCircle {
  tag: 'circle',
  val: number,
}
export interface ShapeSquare {
  tag: 'square',
  val: number,
}
export interface ShapeNone {
  tag: 'none',
}

export class Counter {
  constructor(start: number)
  inc(by: number): number;
}
