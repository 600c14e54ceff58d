import { followServer, NullSink, type CommandPlace, type Position } from 'rdb-tool';

class Commands extends NullSink {
  readonly names: string[] = [];
  readonly command = (_place: CommandPlace, rows: number): void => {
    // A row begins with two addresses: those of the argument, the command's name first.
    const [start = 0, end = 0] = this.arena.u32.subarray(rows >>> 2);
    this.names.push(this.arena.latin1(start, end));
  };
}

/** The names of all commands until `signal`, and where to go on. */
export async function watch(url: string, signal: AbortSignal): Promise<[names: string[], at: Position | undefined]> {
  const commands = new Commands();
  let at: Position | undefined;
  await followServer(url, commands, { signal, onPosition: (position) => void (at = position) });
  return [commands.names, at];
}
