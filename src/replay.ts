/** What replays logs, where nothing else is given. */
import type { MakeReplay } from './model/replay.ts';

export const MAKE_REPLAY: MakeReplay | undefined = undefined;
