import { Socket } from 'node:net';
import { ProbeFailure } from '../../ProbeFailure';

/** Reads an exact number of bytes from a socket, and leaves the rest in it. */
export class ByteReader {
  private waiting?: { resolve(): void; reject(error: Error): void };
  private readonly onReadable = () => this.waiting?.resolve();
  private readonly onEnd = () =>
    this.waiting?.reject(
      new ProbeFailure(
        'tcp',
        'tunnel.failed',
        'The proxy closed the connection without a response',
      ),
    );

  constructor(private readonly socket: Socket) {
    socket.on('readable', this.onReadable);
    ['end', 'error', 'close'].forEach(event => socket.on(event, this.onEnd));
  }

  /** @throws ProbeFailure `tunnel.failed` if the connection ends before */
  async read(size: number): Promise<Buffer> {
    for (;;) {
      const chunk: Buffer | null = this.socket.read(size);
      if (chunk?.length === size) return chunk;
      await new Promise<void>((resolve, reject) => {
        this.waiting = { resolve, reject };
        if (this.socket.readableEnded || this.socket.destroyed) this.onEnd();
      });
    }
  }

  /** Stops to read. Later bytes belong to the next reader. */
  release(): void {
    this.socket.off('readable', this.onReadable);
    ['end', 'error', 'close'].forEach(event =>
      this.socket.off(event, this.onEnd),
    );
  }
}
