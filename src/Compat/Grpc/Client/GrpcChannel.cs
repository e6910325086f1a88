using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace Grpc.Net.Client;

/// <summary>A server that calls go to. Connections are made when they are needed, and are the handler's business.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly Uri _address;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        _address = address;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        TimeProvider = options.TimeProvider;
        // Not HttpClient: its timeout of 100 s would end a watch.
        Invoker = new HttpMessageInvoker(options.HttpHandler ?? OwnHandler(), options.HttpHandler is null || options.DisposeHttpClient);
    }

    internal HttpMessageInvoker Invoker { get; }

    internal int? MaxReceiveMessageSize { get; }

    internal TimeProvider TimeProvider { get; }

    /// <param name="address">An http or https address; a path in it is ignored.</param>
    /// <param name="channelOptions">Null: all defaults.</param>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? channelOptions = null) => ForAddress(new Uri(address), channelOptions);

    /// <inheritdoc cref="ForAddress(string, GrpcChannelOptions?)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? channelOptions = null) => new(address, channelOptions ?? new GrpcChannelOptions());

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    /// <summary>Ends the connections of a handler that the channel owns, and with them their calls.</summary>
    public void Dispose() => Invoker.Dispose();

    internal Uri AddressOf(string path) => new(_address, path);

    private static SocketsHttpHandler OwnHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };
}
