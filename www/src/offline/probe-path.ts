/** What is asked for to see whether the server answers: never taken from what is stored. */
export const PROBE_PATH = '/probe.txt';
