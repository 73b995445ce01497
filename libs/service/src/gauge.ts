import { Gauge, register } from 'prom-client';

/** A number that is asked for when the metrics are; one that is started anew takes the place of the one before. */
export function gauge(name: string, help: string, value: () => Promise<number> | number): void {
  register.removeSingleMetric(name);
  new Gauge({
    name, help,
    async collect() {
      this.set(await value());
    },
  });
}
