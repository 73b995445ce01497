import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';

/** Lets to the streams only whoever says this name and password, as HTTP's basic authentication says them; what the server can do anybody may ask. */
export function usersGuard({ name, password }: { readonly name: string; readonly password: string }): ServerInterceptor {
  const expected = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, pass) {
            if (!path.includes('.Streams/') || metadata.get('authorization')[0] === expected) pass(metadata);
            else call.sendStatus({ code: status.UNAUTHENTICATED, details: 'Unauthenticated' });
          },
        });
      },
    });
}
