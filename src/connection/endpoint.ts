/** Where servers are, and as whom we come. Source: cli-conventions.md, connection. */

export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** Certificates are paths of PEM files; servers are verified unless `insecure`. */
export interface TlsSettings {
  /** The name that is asked for and verified; the host's own if left out. */
  readonly sni?: string;
  readonly cacert?: string;
  readonly cacertdir?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

/** As whom we come: the same for every node of a cluster and every server a Sentinel names. */
export interface Credentials {
  readonly user?: string;
  readonly password?: string;
  readonly tls?: TlsSettings;
}

/** One server. */
export interface Endpoint extends Credentials {
  readonly address: Address;
}

/** What flags say of the connections of one side. What a URL says itself goes before it. */
export interface ConnectionOptions {
  readonly user?: string;
  readonly password?: string;
  /** Speak TLS to servers whose URL does not ask for it, too. Never over a unix socket: no server does. */
  readonly tls?: boolean;
  /** How TLS is spoken, where it is. */
  readonly tlsSettings?: TlsSettings;
}

/** What a URL names. */
export type ServerPlace =
  | { readonly kind: 'single'; readonly endpoint: Endpoint; readonly db: number | undefined }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Address[];
      /** What the sentinels call it. */
      readonly master: string;
      readonly credentials: Credentials;
      /** As whom we come to the sentinels themselves. */
      readonly sentinelCredentials: Credentials;
      readonly db: number | undefined;
    }
  | { readonly kind: 'cluster'; readonly seeds: readonly Address[]; readonly credentials: Credentials };

/** `127.0.0.1:6379`, `[::1]:6379`, `/run/redis.sock`: what messages call a server. Never has a password. */
export function addressText(address: Address): string {
  if (address.kind === 'unix') return address.path;
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}
