using Grpc.Core;

namespace AccessSlack.Teleport.Protocol;

/// <summary>Beside the generated calls, which know one type for each answer.</summary>
public static partial class AuthService
{
    public partial class AuthServiceClient
    {
        /// <summary>GetPluginData whose answer is decoded down to the entries of the plugins, and no further.</summary>
        public virtual AsyncUnaryCall<PluginDataBulk> GetPluginDataInBulkAsync(
            PluginDataFilter request,
            CallOptions options
        ) => CallInvoker.AsyncUnaryCall(Bulk.Method, null, options, request);
    }

    private static PluginDataBulk ReadBulk(DeserializationContext context) =>
        PluginDataBulk.Parser.WithDiscardUnknownFields(true).ParseFrom(context.PayloadAsReadOnlySequence());

    /// <summary>
    /// A class of its own, because static fields in two files have no order; one method, because a channel remembers
    /// each it has seen.
    /// </summary>
    private static class Bulk
    {
        public static readonly Method<PluginDataFilter, PluginDataBulk> Method = new(
            MethodType.Unary,
            __ServiceName,
            "GetPluginData",
            __Marshaller_types_PluginDataFilter,
            Marshallers.Create<PluginDataBulk>(__Helper_SerializeMessage, ReadBulk)
        );
    }
}
