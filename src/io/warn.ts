import type { ErrorCode } from '../errors.ts';

/** Told of what is unusual but no damage; `offset` counts the bytes of the file as it is. */
export type Warn = (code: ErrorCode, message: string, offset: number) => void;
