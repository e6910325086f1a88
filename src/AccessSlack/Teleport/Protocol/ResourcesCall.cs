using Grpc.Core;

namespace AccessSlack.Teleport.Protocol;

/// <summary>Beside the generated calls, which keep all fields and have no limit of their own.</summary>
public static partial class AuthService
{
    /// <summary>Official clients accept no more: resources in full are large, and a thousand of them huge.</summary>
    private const int MaxResourcesPage = 4 * 1024 * 1024;

    public partial class AuthServiceClient
    {
        /// <summary>ListResources without the fields that we do not know.</summary>
        public virtual AsyncUnaryCall<ListResourcesResponse> ListResourcesBrieflyAsync(
            ListResourcesRequest request,
            CallOptions options
        ) => CallInvoker.AsyncUnaryCall(BriefResources.Method, null, options, request);
    }

    private static ListResourcesResponse ReadResources(DeserializationContext context) =>
        context.PayloadLength <= MaxResourcesPage
            ? ListResourcesResponse.Parser.WithDiscardUnknownFields(true)
                .ParseFrom(context.PayloadAsReadOnlySequence())
            : throw new RpcException(
                new Status(StatusCode.ResourceExhausted, $"a page of {context.PayloadLength} bytes")
            );

    /// <summary>A class of its own, for the reasons of <see cref="Bulk"/>.</summary>
    private static class BriefResources
    {
        public static readonly Method<ListResourcesRequest, ListResourcesResponse> Method = new(
            MethodType.Unary,
            __ServiceName,
            "ListResources",
            __Marshaller_types_ListResourcesRequest,
            Marshallers.Create<ListResourcesResponse>(__Helper_SerializeMessage, ReadResources)
        );
    }
}
