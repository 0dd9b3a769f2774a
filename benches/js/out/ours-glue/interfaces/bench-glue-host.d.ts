/// <reference lib="esnext.disposable" />
/**
 * Interface `bench:glue/host`.
 * @module
 */

export function addOne(n: number): number;

export function take(text: string): number;
export {};
