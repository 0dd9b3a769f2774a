/** @module Interface bench:glue/host **/
export function addOne(n: number): number;
export function take(text: string): number;
