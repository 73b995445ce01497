import { randomUUID } from 'node:crypto';
import type { handleUnaryCall } from '@grpc/grpc-js';
import gossip, { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared, { type Empty } from '@eventstore/db-client/generated/shared_pb.js';
import type { Faults } from './faults.js';
import type { OpenCalls } from './open-calls.js';

const SERVER_VERSION = '24.6.0';
const STREAM_METHODS: readonly (readonly [name: string, ...features: string[]])[] = [
  ['read', 'position', 'events'],
  ['append'],
  ['delete'],
  ['tombstone'],
  ['batchappend', 'deadline_duration'],
];

/** What a client asks before its first append, and before its first connection when it discovers. */
export class DiscoveryService {
  constructor(
    private readonly faults: Faults,
    private readonly open: OpenCalls,
    private readonly server: { port(): number; readonly batch: boolean },
  ) {}

  readonly getSupportedMethods: handleUnaryCall<Empty, SupportedMethods> = (_, callback) => {
    this.open.count('getSupportedMethods');
    const supported = new features.SupportedMethods();
    supported.setEventStoreServerVersion(SERVER_VERSION);
    for (const [name, ...tokens] of STREAM_METHODS) {
      if (name === 'batchappend' && !this.server.batch) continue;
      const method = new features.SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      method.setFeaturesList(tokens);
      supported.addMethods(method);
    }
    this.faults.answer(() => callback(null, supported));
  };

  /** A cluster of one, which leads. */
  readonly readGossip: handleUnaryCall<Empty, ClusterInfo> = (_, callback) => {
    this.open.count('gossip');
    const id = new shared.UUID();
    id.setString(randomUUID());
    const endPoint = new gossip.EndPoint();
    endPoint.setAddress('127.0.0.1');
    endPoint.setPort(this.server.port());
    const member = new gossip.MemberInfo();
    member.setInstanceId(id);
    member.setTimeStamp(`${Date.now()}0000`);
    member.setState(gossip.MemberInfo.VNodeState.LEADER);
    member.setIsAlive(true);
    member.setHttpEndPoint(endPoint);
    const cluster = new gossip.ClusterInfo();
    cluster.addMembers(member);
    this.faults.answer(() => callback(null, cluster));
  };
}
