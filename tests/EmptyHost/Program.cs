using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

// The empty host of ASP.NET Core as its template makes it: the yardstick of the budget for the start.
var builder = WebApplication.CreateBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var app = builder.Build();
app.Run(http => http.Response.WriteAsync("ok\n"));
await app.StartAsync();
await Console.Out.WriteLineAsync("Ready");
await app.WaitForShutdownAsync();
