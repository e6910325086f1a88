using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Http;
using AccessSlack.Sandbox.Slack;
using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>Slack's signature over a body: a click, and the largest that is read at all.</summary>
[Config(typeof(PureConfig))]
public class SignatureBenchmarks
{
    private static readonly Secret[] Secrets = [new("5a4d5b0e6c7f48d2a1b3c4d5e6f70819")];
    private static readonly Secret[] WhileRotating = [new("0f9e8d7c6b5a49382716050403020100"), .. Secrets];
    private static readonly string Timestamp = Examples.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private byte[] _body = [];
    private string _signature = "";

    /// <summary>In bytes.</summary>
    [Params(4 * 1024, BodyReader.LongestBody)]
    public int Body { get; set; }

    [GlobalSetup]
    public void Sign()
    {
        _body = Encoding.ASCII.GetBytes(new string('x', Body));
        _signature = SlackSigner.Sign(Secrets[0].Reveal(), Timestamp, _body);
    }

    /// <summary>What no check of this body can be faster than.</summary>
    [Benchmark(Baseline = true)]
    public byte[] HmacAlone() => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secrets[0].Reveal()), _body);

    [Benchmark]
    public bool Valid() => SlackSignature.IsValid(Secrets, Timestamp, _signature, _body, Examples.Now);

    [Benchmark]
    public bool ValidTwoSecrets() => SlackSignature.IsValid(WhileRotating, Timestamp, _signature, _body, Examples.Now);

    /// <summary>What a stranger can make us do.</summary>
    [Benchmark]
    public bool Stale() =>
        SlackSignature.IsValid(Secrets, Timestamp, _signature, _body, Examples.Now + TimeSpan.FromHours(1));
}
