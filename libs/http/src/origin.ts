import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsCode } from './field-formats.js';

/** Where a row of a file came from. */
export class Origin {
  @IsCode() sourceSystem!: string;
  @IsOptional() @Matches(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256: 64 hexadecimal digits, in small letters' }) fileHash?: string;
  @IsOptional() @IsInt() @Min(1) @Max(2147483647) row?: number;
}
