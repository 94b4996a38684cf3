import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
} from 'node:net';

/** Forwards TCP connections and records the data of the clients. */
export class Relay {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private data = '';

  /** @param url - destination, `http://host:port` */
  static async to(url: string): Promise<Relay> {
    const relay = new Relay(new URL(url));
    await new Promise<void>(resolve =>
      relay.server.listen(0, '127.0.0.1', resolve),
    );
    return relay;
  }

  private constructor({ hostname, port }: URL) {
    this.server = createServer(client => {
      const peer = connect(Number(port), hostname);
      client.on('data', chunk => {
        this.data += chunk.toString('latin1');
      });
      for (const [one, other] of [
        [client, peer],
        [peer, client],
      ]) {
        this.sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          other.destroy();
          this.sockets.delete(one);
        });
      }
      client.pipe(peer).pipe(client);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Data of the clients since the last {@link reset}. */
  get sent(): string {
    return this.data;
  }

  reset(): void {
    this.data = '';
  }

  async close(): Promise<void> {
    this.sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => this.server.close(resolve));
  }
}
