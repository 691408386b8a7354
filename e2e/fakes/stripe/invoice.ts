// The shape of an invoice and its lines, as far as the fake keeps them.
import type { StripeObject } from './state.ts';

export type Line = StripeObject & { amount: number };
export type Invoice = StripeObject & {
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  currency: string;
  customer: string;
  total: number;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  lines: { object: 'list'; data: Line[]; has_more: boolean; total_count: number; url: string };
};
