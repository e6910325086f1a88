using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

// What no daemon with a listener can start faster than: the yardstick of the budget for the start.
var builder = WebApplication.CreateEmptyBuilder(new());
builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
await using var app = builder.Build();
app.Run(http => http.Response.WriteAsync("ok\n"));
await app.StartAsync();
await Console.Out.WriteLineAsync("Ready");
await app.WaitForShutdownAsync();
