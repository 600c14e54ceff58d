/** A road to a server that can be cut, blocked and narrowed. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Server, type Socket } from 'node:net';

const TICK_MS = 10;

export class Proxy {
  private readonly server: Server;
  private readonly to: NetConnectOpts;
  private readonly sockets = new Set<Socket>();
  /** Connections that came through. */
  accepted = 0;
  private stalled = false;
  private refusing = false;
  private bytesPerSecond = Infinity;

  private constructor(to: NetConnectOpts) {
    this.to = to;
    this.server = createServer((client) => this.join(client));
  }

  /** @param to - where it leads */
  static async open(to: NetConnectOpts): Promise<Proxy> {
    const proxy = new Proxy(to);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Both sides see a connection that was reset. */
  cut(): void {
    for (const socket of this.sockets) reset(socket);
  }

  /** New connections are reset. */
  refuse(yes: boolean): void {
    this.refusing = yes;
  }

  /** Connections stay, and nothing comes through. */
  stall(yes: boolean): void {
    this.stalled = yes;
    for (const socket of this.sockets)
      if (yes) socket.pause();
      else socket.resume();
  }

  /** What comes from the server, each connection by itself. */
  narrow(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.refusing) {
      reset(client);
      return;
    }
    this.accepted++;
    const server = connect(this.to);
    this.pass(client, server, () => Infinity);
    this.pass(server, client, () => this.bytesPerSecond);
  }

  private pass(from: Socket, to: Socket, rate: () => number): void {
    from.setNoDelay(true);
    this.sockets.add(from);
    from.on('data', (bytes) => {
      const isFree = to.write(bytes);
      const pauseMs = (bytes.length / rate()) * 1000;
      if (isFree && pauseMs < TICK_MS && rate() === Infinity) return;
      from.pause();
      const goOn = (): void => {
        if (!this.stalled && !from.destroyed) from.resume();
      };
      if (!isFree) to.once('drain', goOn);
      else setTimeout(goOn, pauseMs);
    });
    from.on('end', () => to.end());
    from.on('error', () => reset(to));
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    if (this.stalled) from.pause();
  }
}

/** A unix socket knows no reset. */
function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
