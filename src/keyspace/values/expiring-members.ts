/**
 * Members that expire, in KeyDB, whatever the collection is. A member that is removed keeps its time there, and has it again
 * once it is added again. Source: keydb src/expire.cpp, expireMemberCore(); nothing in its t_set.cpp takes times away.
 */
import type { Arena } from '../../bytes/arena.ts';
import type { EntrySink } from '../../model/sink.ts';
import type { Span } from '../span.ts';
import { MemberTimes } from './member-times.ts';

export abstract class ExpiringMembers {
  /** Hardly any value has them. */
  private times: MemberTimes | undefined;

  abstract has(member: Span): boolean;

  /** Give a member that is there an expiry in Unix ms; undefined takes it away. */
  expireMember(member: Span, expireAtMs: number | bigint | undefined): void {
    if (!this.has(member)) return;
    this.times ??= new MemberTimes();
    this.times.set(member, expireAtMs);
  }

  /** When a member that is there expires, Unix ms. */
  memberExpireAt(member: Span): number | bigint | undefined {
    return this.times?.get(member);
  }

  /** Members that are there and expire; a span holds until the value changes. */
  *expiringMembers(): Generator<Span> {
    for (const member of this.times ?? []) if (this.has(member)) yield member;
  }

  loadMemberExpire(arena: Arena, start: number, end: number, expireAtMs: number): void {
    this.times ??= new MemberTimes();
    this.times.set({ bytes: arena.u8, start, end }, expireAtMs);
  }

  protected copyTimes(from: ExpiringMembers): this {
    this.times = from.times?.copy();
    return this;
  }

  /** To be called when all members were told. */
  protected playTimes(sink: EntrySink, arena: Arena): void {
    this.times?.play(sink, arena, (member) => this.has(member));
  }
}
