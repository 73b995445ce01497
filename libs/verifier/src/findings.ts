import { Refused } from './refused.js';

/** One thing that is wrong: what was being checked, where, and the problem in a sentence. */
export interface Finding {
  readonly check: string;
  readonly where: string;
  readonly problem: string;
}

/** A finding about an event or a line; neighbours with the same fault become one. */
export interface Found extends Finding {
  readonly unit?: 'event' | 'line';
  readonly from?: number;
  readonly to?: number;
}

/** Nobody reads more than these, and a bundle with one is refused. */
const MOST = 100;

/** What was found so far: at most a hundred findings, however bad the bundle is. */
export class Findings {
  readonly found: Found[] = [];
  private readonly last = new Map<string, number>();

  get isFull(): boolean {
    return this.found.length >= MOST;
  }

  add(found: Found): void {
    const at = this.last.get(found.check);
    const before = at === undefined ? undefined : this.found[at]!;
    if (before?.to !== undefined && before.unit === found.unit && found.from === before.to + 1 && before.problem === found.problem) {
      this.found[at!] = { ...before, to: found.to };
      return;
    }
    if (this.isFull) return;
    this.last.set(found.check, this.found.push(found) - 1);
  }

  addAt(check: string, unit: 'event' | 'line', number: number, where: string, problem: string): void {
    this.add({ check, where: `${where ? `${where}, ` : ''}${unit} ${number}`, problem, unit, from: number, to: number });
  }

  /** Does something that may be refused; a refusal is a finding. */
  attempt<T>(check: string, where: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.add({ check, where, problem: error.message });
      return undefined;
    }
  }

  list(): Finding[] {
    const list = this.found.map(({ check, where, problem, unit, from, to }) => ({
      check, where, problem: to === from ? problem : `${problem} So it is with every ${unit} up to ${to}.`,
    }));
    return list.length < MOST ? list : [...list.slice(0, MOST - 1), { check: 'all', where: 'the bundle', problem: 'There is more than a hundred things wrong; the rest is not listed.' }];
  }
}
