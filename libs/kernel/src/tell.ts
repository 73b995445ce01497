/** How much what is said concerns an operator: nothing to do, look at it, act. */
export type Level = 'info' | 'warn' | 'error';

/** Says a sentence to whoever runs this, of ids, positions and words: never a person's data. Without a level nothing is to be done. */
export type Tell = (sentence: string, level?: Level) => void;
