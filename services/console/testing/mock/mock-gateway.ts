// The mock gateway: GraphQL over HTTP and WebSocket, a DICOMweb door with drawn images, and an object store, for tests of the console only.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getOperationAST,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { answerDicomweb } from './dicomweb.ts';
import { LiveReads } from './live-reads.ts';
import { makeWorld, type World } from './make-world.ts';
import { type MockContext, mockResolvers } from './resolvers.ts';
import { MockUploads } from './uploads.ts';
import { MEMBERS } from './world.ts';

export type MockGateway = {
  readonly url: string;
  readonly world: World;
  readonly reads: LiveReads;
  readonly uploads: MockUploads;
  stop(): Promise<void>;
};

const SDL_FOLDER = join(import.meta.dirname, '../../../../graphql/schema');

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolve | { subscribe: Resolve }>>>>;

/** The repository's own SDL with resolvers hung into it; unions and interfaces go by `__typename`. */
const mockSchema = (resolvers: Resolvers): GraphQLSchema => {
  const files = readdirSync(SDL_FOLDER).filter((name) => name.endsWith('.graphql'));
  const schema = buildSchema(files.map((name) => readFileSync(join(SDL_FOLDER, name), 'utf8')).join('\n'));
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`no type ${typeName}`);
    for (const [name, act] of Object.entries(fields)) {
      const field = type.getFields()[name];
      if (field === undefined) throw new Error(`no field ${typeName}.${name}`);
      if (typeof act === 'function') field.resolve = act;
      else field.subscribe = act.subscribe;
    }
  }
  return schema;
};

const memberOf = (cookie: string | undefined) => {
  const email = /(?:^|; )session=([^;]+)/.exec(cookie ?? '')?.[1];
  return MEMBERS.find((member) => member.email === email);
};

const contextOf = (request: IncomingMessage, response?: ServerResponse): MockContext => ({
  member: memberOf(request.headers.cookie),
  locale: request.headers['accept-language'] ?? 'en',
  setSession: (email) =>
    response?.setHeader(
      'set-cookie',
      `session=${email ?? ''}; Path=/; HttpOnly; SameSite=Lax${email ? '' : '; Max-Age=0'}`,
    ),
});

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Starts it on free ports; `pace` is how many milliseconds each step of a live read takes. */
export const startMockGateway = async (options: { now?: Date; pace?: number } = {}): Promise<MockGateway> => {
  const now = options.now ?? new Date();
  const world = makeWorld(now);
  const reads = new LiveReads(world, options.pace ?? 400);
  const uploads = new MockUploads(world, reads);
  const schema = mockSchema(mockResolvers({ world, reads, uploads, now: () => now }) as unknown as Resolvers);

  const answerGraphql = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { query, variables, operationName } = JSON.parse(await read(request));
    const document = parse(query);
    const fault = world.faults.get(getOperationAST(document, operationName)?.name?.value ?? '');
    const errors = validate(schema, document);
    const result: ExecutionResult | { errors: unknown[] } =
      fault !== undefined
        ? { errors: [{ message: 'Planned.', extensions: { code: fault, traceId: '5b1f9c42-trace' } }] }
        : errors.length > 0
          ? { errors: errors.map((error) => error.toJSON()) }
          : await execute({ schema, document, variableValues: variables, contextValue: contextOf(request, response) });
    response.writeHead(200, { 'content-type': 'application/graphql-response+json; charset=utf-8' });
    response.end(JSON.stringify(result));
  };
  const server = createServer((request, response) => {
    const fail = (error: unknown) => response.writeHead(500).end(String(error));
    if (request.url === '/graphql') answerGraphql(request, response).catch(fail);
    else if (memberOf(request.headers.cookie) === undefined) response.writeHead(401).end();
    else answerDicomweb(request, response);
  });
  const store = createServer((request, response) => {
    uploads.handle(request, response).catch(() => response.destroy());
  });
  const url = await listen(server);
  uploads.storeOrigin = await listen(store);
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const door = useServer({ schema, context: ({ extra }) => contextOf(extra.request) }, sockets);
  return {
    url,
    world,
    reads,
    uploads,
    stop: async () => {
      reads.stop();
      await door.dispose();
      for (const each of [server, store]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
    },
  };
};
