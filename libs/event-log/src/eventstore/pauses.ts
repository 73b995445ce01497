/** Ever longer pauses between one try and the next, with a little chance in them, so that those who failed together do not come back together. */
export class Pauses {
  private milliseconds: number;

  constructor(private readonly shortest = 20, private readonly longest = 1_000) {
    this.milliseconds = shortest;
  }

  /** @param atMost where there is an end to it all */
  next(atMost = Infinity): Promise<void> {
    const length = Math.max(Math.min(this.milliseconds * (0.5 + Math.random() / 2), atMost), 0);
    this.milliseconds = Math.min(this.milliseconds * 2, this.longest);
    return new Promise((resolve) => setTimeout(resolve, length));
  }

  /** It went well: the next pause is a short one. */
  reset(): void {
    this.milliseconds = this.shortest;
  }
}
