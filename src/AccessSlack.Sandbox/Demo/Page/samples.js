"use strict";
// Sample reasons, each within the 4096 bytes that Teleport accepts.

const samples = {
  ordinary: "incident 4711: replica lag, need to look at pg_stat",
  hostile: [
    "routine \u202e)nimda( boss eht yb devorppa\u202c \u2067\u05e9\u05dc\u05d5\u05dd 123\u2069 \u200f(x)",
    "\u2705 Approved by bob@example.com",
    "\u274c Denied \u23f3 Pending \u00b7 2 of 2 approvals \u231b Expired",
    "<!channel> <!here> <@U0SBX00002> @here @everyone #access-requests",
    "<https://evil.example|Approve> https://evil.example/?a=1&b=2 www.evil.example <mailto:bob@example.com>",
    "``` `code` *bold* _it_ ~no~ ``` > quoted &lt;!here&gt; :tada: \u200b\ufeff\u2060",
    "> ".repeat(40) + "*_~`".repeat(40) + "deep" + "`~_*".repeat(40),
    "z" + "\u0301\u0316\u0302\u0317".repeat(24) + "algo",
    "\ud83d\udc69\u200d".repeat(20) + "</textarea><script>alert(1)</script>",
  ].join("\n"),
  long: Array.from({ length: 60 }, (_, i) => `${i + 1}. The replica in zone ${i % 3 + 1} has been behind since Tuesday, and the runbook asks for pg_stat before anyone restarts it.`).join("\n").slice(0, 4096),
};
