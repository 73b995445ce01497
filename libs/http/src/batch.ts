import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';

/** Up to 500 items in one request. Each is checked on its own, so that every fault is named. */
export class Batch {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(500) items!: unknown[];
}
