import { openGrpcSession } from './grpc-session.ts';

/** What an export of nothing is answered with, on a connection of its own. */
export async function grpcStatus(port: number, authority: Buffer, token: string | undefined): Promise<string> {
  const session = await openGrpcSession(port, authority);
  try {
    return await session.export(token, Buffer.alloc(0));
  } finally {
    session.close();
  }
}
