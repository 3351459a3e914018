/** Dice for what is made up: texts, figures and who is connected to whom. */

/** One of a list, each as likely. */
export const anyOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/** A number from 0 to 1 with two digits. */
export const share = (least = 0, most = 1): number => Math.round((least + Math.random() * (most - least)) * 100) / 100;

/** Whether something happens that does with this probability, 0 to 1. */
export const happens = (probability: number): boolean => Math.random() < probability;

/** An integer from `0` to `below - 1`. */
export const upTo = (below: number): number => Math.floor(Math.random() * below);
