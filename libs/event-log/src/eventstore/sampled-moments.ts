import { BEGINNING, type Position } from '@fieldledger/kernel';

/** A sample for each of the first ten million events, at one in a thousand; after that they are thinned out. */
const SAMPLES = 10_000;
/** Positions are offsets of bytes: samples nearer to each other than this are of no more use than one. */
const BYTES_APART = 262_144;

interface Sample {
  readonly position: Position;
  readonly recordedAt: string;
}

/** When some of the events were recorded, gathered from what was read anyhow: the index that the store does not have. */
export class SampledMoments {
  private samples: Sample[] = [];

  add(position: Position, recordedAt: string): void {
    const at = this.firstWhere((sample) => sample.position >= position);
    const isNear = [this.samples[at - 1], this.samples[at]].some((it) => it && Math.abs(Number(it.position) - Number(position)) < BYTES_APART);
    if (isNear) return;
    this.samples.splice(at, 0, { position, recordedAt });
    if (this.samples.length > SAMPLES) this.samples = this.samples.filter((_, n) => n % 2 === 0);
  }

  /** The last sample recorded at or before a moment. */
  before(moment: string): Position {
    return this.samples[this.firstWhere((sample) => sample.recordedAt > moment) - 1]?.position ?? BEGINNING;
  }

  /** By halves: positions and moments grow together. */
  private firstWhere(isBehind: (sample: Sample) => boolean): number {
    let low = 0;
    let high = this.samples.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBehind(this.samples[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
