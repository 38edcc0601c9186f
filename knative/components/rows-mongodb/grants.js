// As root, once, with the password of the Secret 'millrace-databases':
//   mongosh 'mongodb://millrace@127.0.0.1:27017/admin' grants.js
// The member's name is the one that kubelet writes into the pod's own hosts file, so that the server needs no other names; mind the namespace.
rs.initiate({_id: 'rows', members: [{_id: 0, host: 'mongodb-0.mongodb.millrace.svc.cluster.local:27017'}]});
while (!db.hello().isWritablePrimary) {
  sleep(200);
}

const shop = db.getSiblingDB('shop');
// 'read' holds the rights to find and to follow change streams of this database, and of no other.
shop.createUser({user: 'millrace_reader', pwd: 'example-shop-mongodb', roles: [{role: 'read', db: 'shop'}]});
// A removed review is told by its key alone unless what it was before is kept.
shop.runCommand({collMod: 'reviews', changeStreamPreAndPostImages: {enabled: true}});
// What it was is kept for a day at most, so that it can't fill the disk while the reader is away.
db.adminCommand({setClusterParameter: {changeStreamOptions: {preAndPostImages: {expireAfterSeconds: 86400}}}});
