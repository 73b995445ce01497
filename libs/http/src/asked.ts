import { Query, type PipeTransform } from '@nestjs/common';
import { Rejection } from '@fieldledger/kernel';

const TAKES = 'fieldledger:takes';

/** The query string of a route that takes these parameters and no others. @throws Rejection as `AskedOnce` */
export const Asked = (...names: readonly string[]): ParameterDecorator => (controller, method, index) => {
  Reflect.defineMetadata(TAKES, names, controller, method!);
  Query(new AskedOnce(names))(controller, method, index);
};

/** What a route takes in its query string. */
export const parametersOf = (controller: object, method: string): readonly string[] => Reflect.getMetadata(TAKES, controller, method) ?? [];

/** Lets a query string through of which every parameter is known, is given once, and can be looked for in a database. */
class AskedOnce implements PipeTransform {
  constructor(private readonly names: readonly string[]) {}

  /** @throws Rejection `unknown-parameter`, naming what there is, `repeated-parameter`, `invalid-unicode` */
  transform(asked: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    for (const [name, value] of Object.entries(asked)) {
      if (!this.names.includes(name)) throw new Rejection('invalid', 'unknown-parameter', `There is no parameter ${JSON.stringify(name.slice(0, 40))}. There are: ${this.names.join(', ')}.`);
      if (typeof value !== 'string') throw new Rejection('invalid', 'repeated-parameter', `Give ${name} once.`);
      if (value.includes('\0') || !value.isWellFormed()) throw new Rejection('invalid', 'invalid-unicode', `${name} holds a NUL or half a character (a lone surrogate). Send well-formed Unicode.`);
    }
    return asked;
  }
}
