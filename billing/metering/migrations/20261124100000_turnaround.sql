-- How long the customer waited for the read: what lateness is judged by. Facts recorded before were not measured.
alter table metering.usage_event add column turnaround_seconds int not null default 0 check (turnaround_seconds >= 0);
